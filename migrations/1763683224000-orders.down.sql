DROP TABLE order_counter;
DROP TABLE order_refund;
DROP TABLE order_fulfillment;
DROP TABLE order_item;
DROP TABLE sales_order;
DROP TABLE order_attempt;
